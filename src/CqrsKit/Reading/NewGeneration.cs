using System;

namespace CqrsKit.Reading;

/// <summary>A generation to add.</summary>
/// <param name="View">The view's stable name.</param>
/// <param name="Version">The version of the projection that fills it.</param>
/// <param name="Mode">How it is to be kept up to date once it is active.</param>
/// <param name="LogId">The log that it follows.</param>
/// <param name="Partitions">How many partitions its keys are divided into, each with a checkpoint of its own.</param>
public sealed record NewGeneration(string View, int Version, ViewMode Mode, Guid LogId, int Partitions = 1);
