using CqrsKit.Generator.Model;

namespace CqrsKit.Generator.Calls;

/// <summary>The methods of dispatchers that are intercepted.</summary>
internal enum CallKind
{
    Send,
    SendPlain,
    Query,
    Stream,
    Publish,
}

/// <summary>A call of a dispatcher.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="Target">What it calls.</param>
/// <param name="Attribute">The attribute that names its place.</param>
internal sealed record CallModel(string File, CallTarget Target, string Attribute);

/// <summary>What a call calls; calls of equal targets in a file share a method.</summary>
/// <param name="Kind">The method.</param>
/// <param name="Message">The message's type in code; null where the call site does not know it.</param>
/// <param name="Result">The result's or item's type in code, with its annotations; empty where there is none.</param>
/// <param name="IsExact">Whether the message cannot be of a derived type.</param>
internal sealed record CallTarget(CallKind Kind, string? Message, string Result, bool IsExact);

/// <summary>The calls of one file, so that an edit in one leaves the others' output as it was.</summary>
internal sealed record FileModel(string Name, EquatableArray<CallModel> Calls);
