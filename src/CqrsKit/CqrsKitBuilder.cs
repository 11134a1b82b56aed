using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit;

/// <summary>
/// Collects what an application registers with CqrsKit. Features and packages add their own methods to it: <c>Add…</c>
/// for one of many, <c>Use…</c> to choose the one.
/// </summary>
/// <param name="services">The container's registrations, to which the builder adds.</param>
public sealed class CqrsKitBuilder(IServiceCollection services)
{
    /// <summary>The container's registrations.</summary>
    public IServiceCollection Services { get; } = services;
}
