using System;

namespace CqrsKit.Reading;

/// <summary>A generation to add.</summary>
/// <param name="View">The view's stable name.</param>
/// <param name="Version">The version of the projection that fills it.</param>
/// <param name="Mode">How it is to be kept up to date once it is active.</param>
/// <param name="LogId">The log that it follows.</param>
public sealed record NewGeneration(string View, int Version, ViewMode Mode, Guid LogId);
