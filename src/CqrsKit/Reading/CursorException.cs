using System;

namespace CqrsKit.Reading;

/// <summary>A cursor that is no cursor, or one of another list. Begin again at the first page.</summary>
public sealed class CursorException(string cursor, string problem, Exception? innerException = null)
    : CqrsKitException(
        $"'{Shorten(cursor)}' is not a cursor of this list: {problem} Send back the cursor exactly as the page before gave it, to the same list, or none.",
        innerException
    )
{
    /// <summary>The cursor as it was given.</summary>
    public string Cursor { get; } = cursor;

    private static string Shorten(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");
}
