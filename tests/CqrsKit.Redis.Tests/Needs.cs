using System;

namespace CqrsKit.Redis.Tests;

/// <summary>What tests need from the machine, as the reason to skip them; null where it is there.</summary>
internal static class Needs
{
    public static string? Server => Environment.GetEnvironmentVariable("CI") == "true" ? null : RedisProcess.Missing;
}
