using System.Reflection;

namespace CqrsKit.Setup;

/// <summary>An assembly that was scanned for handlers.</summary>
internal sealed record ScannedAssembly(Assembly Assembly);
