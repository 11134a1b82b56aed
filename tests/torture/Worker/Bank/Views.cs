using System;
using System.Collections.Generic;
using CqrsKit.Projections;

namespace CqrsKit.Torture.Worker.Bank;

internal sealed record Balance(int Amount, int Changes);

internal sealed record Together(int Amount, int Changes);

internal sealed record NoteCount(int Count);

internal sealed record SharedNote(string Last, int Count);

internal sealed record PoisonedNote(int Count);

internal sealed record Ledger(IReadOnlyList<int> Amounts);

internal sealed class Balances : Projection<Balance>
{
    public Balances()
        : base("balances")
    {
        On<Deposited>(e => e.Account, (view, e) => Change(view, e.Amount));
        On<Sent>(e => e.Account, (view, e) => Change(view, -e.Amount));
        On<Received>(e => e.Account, (view, e) => Change(view, e.Amount));
    }

    private static Balance Change(Balance? view, int by) => new((view?.Amount ?? 0) + by, (view?.Changes ?? 0) + 1);
}

/// <summary>A row for many accounts, so that units of different streams fold into the same one.</summary>
internal sealed class Totals : Projection<Together>
{
    public Totals()
        : base("totals")
    {
        On<Deposited>(e => Group(e.Account), (view, e) => Change(view, e.Amount));
        On<Sent>(e => Group(e.Account), (view, e) => Change(view, -e.Amount));
        On<Received>(e => Group(e.Account), (view, e) => Change(view, e.Amount));
    }

    private static string Group(string account) => account[..1];

    private static Together Change(Together? view, int by) => new((view?.Amount ?? 0) + by, (view?.Changes ?? 0) + 1);
}

internal sealed class Notes : Projection<NoteCount>
{
    public Notes()
        : base("notes") => On<Noted>(e => e.Account, (view, e) => new NoteCount((view?.Count ?? 0) + Taken(e)));

    public static int Taken(Noted e) =>
        e.Text == "poison" ? throw new InvalidOperationException("This note cannot be taken.") : 1;
}

internal sealed class SharedNotes : Projection<SharedNote>
{
    public SharedNotes()
        : base("shared-notes") =>
        On<Noted>(e => e.Account, (view, e) => new SharedNote(e.Text, (view?.Count ?? 0) + Notes.Taken(e)));
}

internal sealed class Poisoned : Projection<PoisonedNote>
{
    public Poisoned()
        : base("poisoned") =>
        On<Noted>(e => e.Account, (view, e) => new PoisonedNote((view?.Count ?? 0) + Notes.Taken(e)));
}

/// <summary>Rows that go away: the lines of an account are forgotten with each third.</summary>
internal sealed class Ledgers : Projection<Ledger>
{
    public Ledgers()
        : base("ledger")
    {
        OnEach<Sent>(e => [e.Account, "sent"], (_, view, e) => Add(view, -e.Amount));
        OnEach<Received>(e => [e.Account, "received"], (_, view, e) => Add(view, e.Amount));
    }

    private static Ledger? Add(Ledger? view, int amount) =>
        view?.Amounts.Count == 2 ? null : new Ledger([.. view?.Amounts ?? [], amount]);
}
