namespace CqrsKit.Docs.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">What stands behind the opening fence.</param>
/// <param name="Line">The line of the block's first line, from 1.</param>
/// <param name="Text">Its lines.</param>
internal sealed record Block(string Language, int Line, string Text);
