namespace CqrsKit.Reading;

/// <summary>What a store knows of one generation.</summary>
/// <param name="Id">The view and the number.</param>
/// <param name="Version">The version of the projection that fills it; another version needs another generation.</param>
/// <param name="Mode">How it is kept up to date.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Partitions">How many partitions its keys are divided into; another count needs another generation.</param>
public sealed record ViewGeneration(
    GenerationId Id,
    int Version,
    ViewMode Mode,
    GenerationState State,
    int Partitions = 1
);
