using System;
using System.Collections.Generic;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Consistency;
using CqrsKit.Torture.Worker.Recording;

namespace CqrsKit.Torture.Worker;

/// <summary>A query for one row, with what it demands.</summary>
internal sealed record Question(string View, string Key, Contract Contract, ReadContract Demanded)
{
    private static readonly string[] Views = ["balances", "totals", "notes", "shared-notes", "poisoned", "ledger"];

    // Kept up by the commands themselves, or read from the log.
    private static readonly HashSet<string> Kept = ["totals", "notes", "shared-notes"];

    private Mark? Token { get; init; }

    private string? Session { get; init; }

    public static Question Draw(Random random, ConsistencyToken token, string client)
    {
        var view = Views[random.Next(Views.Length)];
        var account = Worker.Draw.Account(random);
        var key = view switch
        {
            "totals" => account[..1],
            "ledger" when random.Next(10) == 0 => random.Next(2) == 0 ? "sent" : "received",
            _ => account,
        };
        var isOfSession = random.Next(2) == 0;
        var (contract, demanded) = (isOfSession, random.Next(3)) switch
        {
            (true, _) => (Contract.ReadYourWrites, ReadContract.Token),
            (_, 0) => (Contract.Latest, ReadContract.Latest),
            _ => (Contract.Eventual, ReadContract.Eventual),
        };
        contract = contract with
        {
            Budget = TimeSpan.FromSeconds(2),
            OnMiss = random.Next(4) == 0 ? OnMiss.Fail : OnMiss.Wait,
        };
        return new Question(view, key, contract, demanded)
        {
            Token = isOfSession && !token.IsNone ? Recorder.MarkOf(token.Marks[0].Value) : null,
            Session = isOfSession ? client : null,
        };
    }

    public QueryInvoked Line(string op, string tenant) =>
        new(Recorder.Now, op, tenant, View, Demanded, Token, Session, Kept.Contains(View));
}
