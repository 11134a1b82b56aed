using System;
using System.ComponentModel;

namespace CqrsKit.Dispatch;

/// <summary>
/// One line of what an assembly declares, written by the generator and read by the analyzers of the program that references
/// it: a handler <c>H|kind|message|result|class</c>, a message <c>M|kind|message|result</c> or an event <c>E|event</c>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class HandlerManifestAttribute(string entry) : Attribute
{
    /// <summary>The line; types as <see cref="Type.ToString"/> prints them.</summary>
    public string Entry { get; } = entry;
}
