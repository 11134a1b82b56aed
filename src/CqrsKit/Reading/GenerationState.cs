namespace CqrsKit.Reading;

/// <summary>Where a generation stands.</summary>
public enum GenerationState
{
    /// <summary>Being filled; no query sees it.</summary>
    Building,

    /// <summary>The one that queries read.</summary>
    Active,

    /// <summary>Was active; kept, so that a switch can be taken back, until it is dropped.</summary>
    Retired,
}
