using System;
using System.Threading.Tasks;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Consistency;
using CqrsKit.Queries;
using CqrsKit.Torture.Worker.Bank;
using CqrsKit.Torture.Worker.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Torture.Worker;

/// <summary>Asks for a row and puts it as the text by which the driver knows it.</summary>
internal static class Asking
{
    public static async Task<(QueryAnswered Line, ConsistencyToken Seen)> AskAsync(
        IServiceProvider scope,
        string op,
        Question question
    )
    {
        var queries = scope.GetRequiredService<IQueryDispatcher>();
        var (text, receipt) = question.View switch
        {
            "balances" => await TextAsync<Balance>(row => $"{row.Amount}/{row.Changes}"),
            "totals" => await TextAsync<Together>(row => $"{row.Amount}/{row.Changes}"),
            "notes" => await TextAsync<NoteCount>(row => $"{row.Count}"),
            "shared-notes" => await TextAsync<SharedNote>(row => $"{row.Last}/{row.Count}"),
            "poisoned" => await TextAsync<PoisonedNote>(row => $"{row.Count}"),
            _ => await TextAsync<Ledger>(row => string.Join(",", row.Amounts)),
        };
        Mark? seen = receipt.Seen.IsNone ? null : Recorder.MarkOf(receipt.Seen.Marks[0].Value);
        var rows = new[] { new RowLine(question.Key, text) };
        var line = new QueryAnswered(0, op, AnswerStatus.Ok, receipt.Met, seen, null, rows);
        return (line, receipt.Met ? receipt.Seen : ConsistencyToken.None);

        async Task<(string? Text, QueryReceipt Receipt)> TextAsync<TView>(Func<TView, string> text)
            where TView : class
        {
            var answer = await queries.QueryWithReceiptAsync(new RowOf<TView>(question.Key), question.Contract);
            return (answer.Result is null ? null : text(answer.Result), answer.Receipt);
        }
    }
}
