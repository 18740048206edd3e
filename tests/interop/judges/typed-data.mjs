// EIP-712 by viem.
import { concatHex, domainSeparator, hashStruct, hashTypedData, keccak256, recoverTypedDataAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { refusable } from './bytes.mjs';

// 'Name(type name,...)' of one struct without nested ones.
function typesOf(encodeType) {
  const [, primaryType, fields] = /^(\w+)\((.*)\)$/.exec(encodeType);
  return { primaryType, types: { [primaryType]: fields.split(',').map((field) => ({ type: field.split(' ')[0], name: field.split(' ')[1] })) } };
}

// Everything travels as text; viem takes numbers so, but truth values only as such.
const valuesOf = (message, { primaryType, types }) =>
  Object.fromEntries(types[primaryType].map(({ type, name }) => [name, type === 'bool' ? message[name] === 'true' : message[name]]));

const lazAI = (chainId) => ({ name: 'LazAI', version: '1', chainId: BigInt(chainId) });

export async function signStruct({ encodeType, message: text, chainId, key }) {
  const { primaryType, types } = typesOf(encodeType);
  const message = valuesOf(text, { primaryType, types });
  const domain = lazAI(chainId);
  const account = privateKeyToAccount(key);
  return {
    separator: domainSeparator({ domain }),
    structHash: hashStruct({ data: message, primaryType, types }),
    digest: hashTypedData({ domain, message, primaryType, types }),
    signature: await account.signTypedData({ domain, message, primaryType, types }),
    address: account.address,
  };
}

export const recoverStruct = ({ encodeType, message, chainId, signature }) =>
  recoverTypedDataAddress({ domain: lazAI(chainId), message: valuesOf(message, typesOf(encodeType)), ...typesOf(encodeType), signature });

// A document as eth_signTypedData_v4 takes it.
export function hashDocument({ document }) {
  const parsed = JSON.parse(document);
  return refusable(() => ({ digest: hashTypedData(parsed) }));
}

export const keccakOfWords = ({ words }) => keccak256(concatHex(words));
