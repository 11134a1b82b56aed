using System;
using Xunit;

namespace CqrsKit.Torture.Tests;

/// <summary>A campaign; skipped, and said so, where what it needs cannot be had. In CI no server is done without.</summary>
public sealed class CampaignFactAttribute : FactAttribute
{
    public CampaignFactAttribute(string campaign)
    {
        var missing = Profile.Campaign(campaign).Missing;
        var isServer = missing?.StartsWith("NO ", StringComparison.Ordinal) == true;
        Skip = isServer && Environment.GetEnvironmentVariable("CI") == "true" ? null : missing;
    }
}
