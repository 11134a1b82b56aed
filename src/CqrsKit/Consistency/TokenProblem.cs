namespace CqrsKit.Consistency;

/// <summary>Why a token can never be satisfied.</summary>
public enum TokenProblem
{
    /// <summary>It names a log that this application does not have.</summary>
    OtherLog,

    /// <summary>It is of an epoch that ended when the log lost its tail, or names a unit that the log does not hold.</summary>
    Expired,

    /// <summary>It lies beyond the end of the log.</summary>
    BeyondHead,
}
