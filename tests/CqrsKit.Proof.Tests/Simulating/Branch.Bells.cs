using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Writing;

namespace CqrsKit.Proof.Tests.Simulating;

internal static partial class Branch
{
    public sealed record Greet(string Text) : ICommand;

    public sealed record Ring(string Text) : ICommand;

    [EventName("branch-rung")]
    public sealed record Rung(string Text, int Greetings) : IEvent;

    public sealed record Bell(int Greetings);

    /// <summary>Of two partitions, in a store that may lose them: they are built anew side by side.</summary>
    internal sealed class Bells : Projection<Bell>
    {
        public Bells()
            : base("bells") => On<Rung>(rung => $"tone {rung.Text[^1]}", (_, rung) => new Bell(rung.Greetings));
    }

    /// <summary>Lives as long as the process, and sends commands of its own, from no scope.</summary>
    internal sealed class Porter(ICommandDispatcher commands)
    {
        public ValueTask HearAsync(string text, CancellationToken cancellationToken) =>
            commands.SendAsync(new Ring(text), cancellationToken);
    }

    /// <summary>What one command, and nobody else, writes on.</summary>
    internal sealed class Slip
    {
        public List<string> Lines { get; } = [];
    }

    /// <summary>Cannot always be had: its constructor fails now and then.</summary>
    internal sealed class Safe
    {
        public Safe(IdSource ids)
        {
            if (ids.NextDouble() < 0.05)
                throw new InvalidOperationException("The safe is locked.");
        }

        public void Open() { }
    }

    internal sealed class GreetHandler(Porter porter) : ICommandHandler<Greet>
    {
        public ValueTask HandleAsync(Greet command, CancellationToken cancellationToken) =>
            porter.HearAsync(command.Text, cancellationToken);
    }

    internal sealed class RingHandler(IUnitOfWork unit, Slip slip) : ICommandHandler<Ring>
    {
        public ValueTask HandleAsync(Ring command, CancellationToken cancellationToken)
        {
            slip.Lines.Add(command.Text);
            unit.Append("bell", "all", null, new Rung(command.Text, slip.Lines.Count));
            return default;
        }
    }
}
