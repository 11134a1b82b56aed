namespace CqrsKit.Pipeline;

/// <summary>Where a hook runs.</summary>
internal enum HookKind
{
    Before,
    After,
    Error,
}
