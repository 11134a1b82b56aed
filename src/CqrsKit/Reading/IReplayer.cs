using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Reading;

/// <summary>Something that parks events and can take them again: a stored view, or a subscription.</summary>
internal interface IReplayer
{
    /// <summary>The name under which its generations are stored.</summary>
    string Name { get; }

    /// <summary>The store that holds them.</summary>
    IViewStore Store { get; }

    /// <summary>Takes the parked events of a key again, in order, until one fails; the main checkpoint stays.</summary>
    ValueTask<ReplayReport> ReplayAsync(ViewKey key, CancellationToken cancellationToken);
}
