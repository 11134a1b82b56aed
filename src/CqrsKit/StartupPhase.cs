namespace CqrsKit;

/// <summary>When a start-up task runs. A phase begins only if the one before found no fault.</summary>
public enum StartupPhase
{
    /// <summary>Registrations are checked and stores opened; the faults of all of them are reported together.</summary>
    Check,

    /// <summary>What needs open stores is made ready.</summary>
    Prepare,
}
