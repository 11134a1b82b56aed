namespace CqrsKit.Projections;

/// <summary>A projection and where it stands; one row of the application's table of views.</summary>
public sealed record ViewRegistration(Projection Projection, ViewOptions Options);
