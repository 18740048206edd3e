using System.Security.Cryptography;
using System.Text;

namespace LazAI.Storage;

/// <summary>The folder of a private server: data, socket, password, log and the lock of its owner. It belongs to the
/// server's account.</summary>
internal sealed class ServerFolder : IDisposable
{
    // sun_path holds 108 bytes with the closing zero; the server appends "/.s.PGSQL." and up to five digits.
    private const int SocketPathBytesMaximum = 107;
    private const int SocketNameBytesMaximum = 15;
    private const string UnixOnly = "A private PostgreSQL server needs Unix; set a connection string instead.";

    private readonly ServerAccount _account;
    private readonly FileStream _ownerLock;

    private ServerFolder(string path, ServerAccount account, FileStream ownerLock)
    {
        (Path, _account, _ownerLock) = (path, account, ownerLock);
    }

    public string Path { get; }

    public string Data => In("data");

    public string Log => In("server.log");

    public string PasswordFile => In("password");

    /// <summary>Folder of the Unix socket, or null where its path would be too long for one.</summary>
    public string? Socket => Encoding.UTF8.GetByteCount(In("socket")) + SocketNameBytesMaximum <= SocketPathBytesMaximum ? In("socket") : null;

    public bool IsInitialised => File.Exists(System.IO.Path.Combine(Data, "PG_VERSION"));

    /// <summary>Makes the folder, takes the owner's lock and gives the folder to the account.</summary>
    /// <exception cref="PrivatePostgresException">Another live process owns it, or it holds other things.</exception>
    public static async Task<ServerFolder> OpenAsync(string wanted, ServerAccount account, CancellationToken cancellationToken)
    {
        var path = System.IO.Path.GetFullPath(wanted);
        RefuseForeign(path);
        Directory.CreateDirectory(path);
        if (!await IsReachableAsync(path, account, cancellationToken))
        {
            path = System.IO.Path.Combine("/var/lib/lazai", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16]);
            RefuseForeign(path);
            Directory.CreateDirectory(path);
        }

        var folder = new ServerFolder(path, account, TakeLock(path));
        try
        {
            if (folder.Socket is { } socket)
            {
                Directory.CreateDirectory(socket);
            }

            folder.EnsurePassword();
            await folder.GiveToAccountAsync(cancellationToken);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public string ReadPassword() => File.ReadAllText(PasswordFile).Trim();

    /// <summary>The last lines of the server's log, for a message.</summary>
    public string LogTail() => File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(8)) : "";

    /// <summary>Lets go of the lock.</summary>
    public void Dispose() => _ownerLock.Dispose();

    /// <summary>The owner of the files is the account; the folder itself is closed to others.</summary>
    private async Task GiveToAccountAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException(UnixOnly);
        }

        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (_account.User is { } user)
        {
            var (exitCode, output) = await SystemPrograms.RunAsync(
                ServerAccount.Current.Command([SystemPrograms.Find("chown") ?? "chown", "-R", $"{user}:", Path]), cancellationToken);
            if (exitCode != 0)
            {
                throw new PrivatePostgresException($"The folder {Path} cannot be given to the user {user}: {output}");
            }
        }
    }

    private void EnsurePassword()
    {
        if (File.Exists(PasswordFile))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException(UnixOnly);
        }

        using var file = new FileStream(PasswordFile, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32, lowercase: true)));
    }

    private static FileStream TakeLock(string path)
    {
        try
        {
            // On Unix this is flock, which the system lets go of however its owner ends.
            return new FileStream(System.IO.Path.Combine(path, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new PrivatePostgresException($"Another process runs a PostgreSQL server in {path}. Stop it, or use another folder.", exception);
        }
    }

    // The folder changes hands as a whole, so it must be ours from the start.
    private static void RefuseForeign(string path)
    {
        if (Directory.Exists(path)
            && Directory.EnumerateFileSystemEntries(path).Any()
            && !File.Exists(System.IO.Path.Combine(path, "owner.lock")))
        {
            throw new PrivatePostgresException($"The folder {path} holds other things; PostgreSQL needs one to itself.");
        }
    }

    private static async Task<bool> IsReachableAsync(string path, ServerAccount account, CancellationToken cancellationToken)
    {
        var (exitCode, _) = await SystemPrograms.RunAsync(
            account.Command([SystemPrograms.Find("test") ?? "test", "-d", path + "/."]), cancellationToken);
        return exitCode == 0;
    }
}
