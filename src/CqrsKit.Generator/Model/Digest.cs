namespace CqrsKit.Generator.Model;

/// <summary>FNV-1a, 64 bits.</summary>
internal static class Digest
{
    public const ulong Seed = 14695981039346656037UL;

    public static ulong Add(ulong hash, string text)
    {
        foreach (var letter in text)
            hash = Add(hash, letter);
        return hash;
    }

    public static ulong Add(ulong hash, ulong value) => unchecked((hash ^ value) * 1099511628211UL);
}
