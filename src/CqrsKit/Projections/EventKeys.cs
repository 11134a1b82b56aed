using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>The keys that an event touches, each once: mostly one, which takes no array.</summary>
internal readonly struct EventKeys
{
    private readonly ViewKey _one;
    private readonly ViewKey[]? _several;

    public EventKeys(ViewKey one) => (_one, Count) = (one, 1);

    public EventKeys(ViewKey[] several) => (_several, Count) = (several, several.Length);

    public int Count { get; }

    public ViewKey this[int index] => _several is null ? _one : _several[index];

    public ViewKey[] ToArray() => _several ?? (Count == 0 ? [] : [_one]);
}
