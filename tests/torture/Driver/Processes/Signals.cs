using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CqrsKit.Torture.Processes;

/// <summary>Signals to processes that this run has started, by their pid.</summary>
internal static partial class Signals
{
    private const int NoSuchProcess = 3;

    public static void Kill(int pid) => Send(pid, 9);

    public static void Continue(int pid) => Send(pid, 18);

    public static void Stop(int pid) => Send(pid, 19);

    private static void Send(int pid, int signal)
    {
        if (Call(pid, signal) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Call(int pid, int signal);
}
