using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Projections;
using CqrsKit.Subscriptions;
using CqrsKit.Writing;

namespace CqrsKit.Proof.Tests.Simulating;

internal static partial class Branch
{
    private const int Limit = 20;
    private const int Unlucky = 13;
    private const int Disliked = 11;

    public interface IPayment
    {
        int Amount { get; }
    }

    public sealed record Pay(string Till, int Amount) : ICommand<int>, IPayment;

    public sealed record WriteReceipt(string Till, Guid For) : ICommand;

    /// <param name="After">What the till holds after it, where whoever paid knew.</param>
    /// <param name="Number">How many payments it makes, where whoever paid counts them.</param>
    [EventName("branch-paid", Version = 2)]
    public sealed record Paid(string Till, int Amount, int? After, int? Number, Guid Id) : IEvent;

    [EventName("branch-paid-before")]
    public sealed record PaidBefore(string Till, int Amount, Guid Id) : IEvent;

    [EventName("branch-receipted")]
    public sealed record Receipted(string Till, Guid For) : IEvent;

    /// <param name="Count">The next version counts payments; this one doesn't.</param>
    public sealed record Till(int Sum, int? Count);

    public sealed record OddTill(int Payments);

    public sealed record FussyTill(int Payments);

    public sealed record Lamp(int Notes);

    internal sealed class TillAggregate : Aggregate<Till>
    {
        public TillAggregate()
            : base("till") => On<Paid>((till, paid) => new Till((till?.Sum ?? 0) + paid.Amount, null));
    }

    internal sealed class NextTillAggregate : Aggregate<Till>
    {
        public NextTillAggregate()
            : base("till", version: 2) =>
            On<Paid>((till, paid) => new Till((till?.Sum ?? 0) + paid.Amount, (till?.Count ?? 0) + 1));
    }

    /// <summary>A row that an odd payment begins, and that the third one ends: others come to nothing.</summary>
    internal sealed class OddTills : Projection<OddTill>
    {
        public OddTills()
            : base("odd-tills") =>
            On<Paid>(
                _ => "all",
                (view, paid) =>
                    view is null ? (paid.Amount % 2 == 0 ? null : new OddTill(1))
                    : view.Payments == 2 ? null
                    : new OddTill(view.Payments + 1)
            );
    }

    /// <summary>
    /// Payments switch one of three lamps on and off, and one of them breaks the lamp; notes count for those that are lit. So units
    /// of different streams fold into the same rows, to nothing and behind a poison, too.
    /// </summary>
    internal sealed class Lamps : Projection<Lamp>
    {
        private static readonly string[] All = ["lamp 0", "lamp 1", "lamp 2"];

        public Lamps()
            : base("lamps")
        {
            On<Paid>(
                paid => All[paid.Amount % All.Length],
                (view, paid) =>
                    paid.Amount == Disliked ? throw new InvalidOperationException("The lamp is broken.")
                    : view is null ? new Lamp(0)
                    : null
            );
            OnEach<Bank.Noted>(_ => All, (_, view, _) => view is null ? null : new Lamp(view.Notes + 1));
        }
    }

    /// <summary>Cannot take a payment of eleven. No inline view stands in the way of those that follow.</summary>
    internal sealed class FussyTills : Projection<FussyTill>
    {
        public FussyTills()
            : base("fussy-tills") =>
            On<Paid>(
                paid => paid.Till,
                (view, paid) =>
                    paid.Amount == Disliked
                        ? throw new InvalidOperationException("Not that.")
                        : new FussyTill((view?.Payments ?? 0) + 1)
            );
    }

    /// <summary>Pays, and now and then again without looking, in the shape that was written before.</summary>
    internal sealed class PayHandler(IRepository<Till> tills, IUnitOfWork unit, IdSource ids, Safe safe)
        : ICommandHandler<Pay, int>
    {
        public async ValueTask<int> HandleAsync(Pay command, CancellationToken cancellationToken)
        {
            safe.Open();
            var till = await tills.LoadAsync(command.Till, cancellationToken);
            var (sum, count) = (
                (till.State?.Sum ?? 0) + command.Amount,
                till.State is { } state ? state.Count + 1 : null
            );
            till.Append(new Paid(command.Till, command.Amount, sum, count, ids.NewId()));
            if (command.Amount % 3 == 0)
                unit.Append("till", command.Till, null, new PaidBefore(command.Till, 1, ids.NewId()));
            return sum;
        }
    }

    /// <summary>Nobody pays more than the limit.</summary>
    internal sealed class Limited<TCommand, TResult> : IPipelineBehavior<TCommand, TResult>
        where TCommand : IPayment
    {
        public ValueTask<TResult> HandleAsync<TNext>(TCommand message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult> =>
            message.Amount > Limit
                ? throw new InvalidOperationException("That is too much.")
                : next.InvokeAsync(cancellationToken);
    }

    internal sealed class Receipts(ICommandDispatcher commands) : ISubscriber<Paid>
    {
        public async ValueTask HandleAsync(Paid @event, Effect effect, CancellationToken cancellationToken)
        {
            if (@event.Amount == Unlucky)
                throw new InvalidOperationException("There is no receipt for that.");
            await commands.SendAsync(new WriteReceipt(@event.Till, @event.Id), cancellationToken);
        }
    }

    internal sealed class WriteReceiptHandler(IUnitOfWork unit) : ICommandHandler<WriteReceipt>
    {
        public ValueTask HandleAsync(WriteReceipt command, CancellationToken cancellationToken)
        {
            unit.Append("receipts", command.Till, null, new Receipted(command.Till, command.For));
            return default;
        }
    }
}
