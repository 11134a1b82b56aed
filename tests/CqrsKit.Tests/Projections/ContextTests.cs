using CqrsKit.Projections;
using CqrsKit.Tests.Events;
using Xunit;

namespace CqrsKit.Tests.Projections;

/// <summary>Only a fold that looks at what is known beside the payload has a log read it.</summary>
public sealed class ContextTests
{
    [Fact]
    public void What_is_recorded_of_an_event_is_read_where_one_fold_of_the_view_wants_it()
    {
        Assert.False(new Plain().WantsContext);
        Assert.True(new Recorded().WantsContext);
    }

    private sealed record Last(string Name);

    private sealed class Plain : Projection<Last>
    {
        public Plain()
            : base("plain")
        {
            On<Counted>(e => e.Name, (_, e) => new Last(e.Name));
            OnEach<Renamed>(e => [e.Name], (key, _, _) => new Last(key));
        }
    }

    private sealed class Recorded : Projection<Last>
    {
        public Recorded()
            : base("recorded")
        {
            OnRecorded<Counted>((e, _) => e.Name, (_, _, info) => new Last(info.User ?? ""));
            On<Renamed>(e => e.Name, (_, e) => new Last(e.Name));
        }
    }
}
