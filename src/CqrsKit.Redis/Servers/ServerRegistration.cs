namespace CqrsKit.Redis.Servers;

/// <summary>A server that the application has registered.</summary>
/// <param name="Views">The name of the view store on it.</param>
/// <param name="Configuration">The configuration as it was given.</param>
/// <param name="Options">How it is used.</param>
internal sealed record ServerRegistration(string Views, string Configuration, RedisOptions Options);
