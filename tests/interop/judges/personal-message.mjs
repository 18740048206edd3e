// EIP-191 by viem: signed messages (version 0x45), and data for an intended validator (0x00) put together from its parts.
import { concatHex, hashMessage, keccak256, recoverMessageAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const message = ({ text, raw }) => (raw === undefined ? text : { raw });

export async function signMessage(one) {
  const account = privateKeyToAccount(one.key);
  return {
    digest: hashMessage(message(one)),
    signature: await account.signMessage({ message: message(one) }),
    address: account.address,
  };
}

export const recoverMessage = (one) => recoverMessageAddress({ message: message(one), signature: one.signature });

export const hashForValidator = ({ validator, data }) => keccak256(concatHex(['0x1900', validator, data]));
