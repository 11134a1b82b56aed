namespace CqrsKit.Checker.Lines;

/// <summary>A client asks for rows of a view.</summary>
/// <param name="At">When.</param>
/// <param name="Op">The operation's id.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="View">The view.</param>
/// <param name="Contract">What is demanded.</param>
/// <param name="Token">What the answer must have seen, for <see cref="ReadContract.Token"/>.</param>
/// <param name="Session">The session whose reads must not go back; null for none.</param>
/// <param name="Current">
/// Whether commands themselves keep the view: then it holds what was acknowledged before the call, whatever the contract, and
/// of what was not it may lack some below the place of the token, where units are committed side by side.
/// </param>
public sealed record QueryInvoked(
    long At,
    string Op,
    string Tenant,
    string View,
    ReadContract Contract = ReadContract.Eventual,
    Mark? Token = null,
    string? Session = null,
    bool Current = false
) : HistoryLine(At);
