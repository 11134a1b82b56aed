using System.Collections.Generic;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>Answers to queries: as new as their contract, their receipt and their session say, and open about holes.</summary>
internal sealed class ReadRule(Walk walk, AnswerRule answers) : Rule(walk)
{
    private readonly Dictionary<string, (QueryInvoked Query, int Latest, int Losses)> _asked = [];
    private readonly Dictionary<(string Session, string View, string Tenant, string Key), Mark> _sessions = [];
    private int _losses;

    public override void Passed(HistoryLine line)
    {
        if (line is TailLost or StoreRewound)
            _losses++;
        if (line is QueryInvoked query && !_asked.TryAdd(query.Op, (query, answers.Acknowledged, _losses)))
            Walk.Report(Invariant.Format, $"Operation '{query.Op}' is asked twice; give each call an id.");
        if (line is not QueryAnswered answer)
            return;
        if (!_asked.Remove(answer.Op, out var asked))
            Walk.Report(Invariant.Format, $"Operation '{answer.Op}' is answered without being asked, or twice.");
        // What is lost under an answer that is on its way is not the answer's fault.
        else if (answer.Status == AnswerStatus.Ok && asked.Losses == _losses)
            Check(answer, asked.Query, asked.Latest);
    }

    private void Check(QueryAnswered answer, QueryInvoked query, int latest)
    {
        var demanded = 0;
        if (answer.Met && query is { Contract: ReadContract.Token, Token: { } token })
        {
            if (Walk.DepthOf(token) is { } depth)
                demanded = depth;
            else
                Walk.Report(Invariant.Writes, $"{Describe(query)} met a token, {token}, that the log does not hold.");
        }
        else if (answer.Met && query.Contract == ReadContract.Latest)
        {
            demanded = int.Min(latest, Walk.Log.Count);
        }

        var seen = answer.Seen is { } mark ? Walk.DepthOf(mark) ?? 0 : 0;
        if (answer.Met && seen < demanded && answer.Seen is not null)
            Walk.Report(
                Invariant.Writes,
                $"{Describe(query)} says that it met its contract, and that it had seen only {answer.Seen}; {MarkAt(demanded)} was demanded."
            );
        var fresh = answer.Staleness is { } bound ? answers.AcknowledgedUntil(answer.At - bound) : 0;
        foreach (var row in answer.Rows ?? [])
            Check(answer, query, row, int.Max(demanded, seen), fresh);
    }

    private void Check(QueryAnswered answer, QueryInvoked query, RowLine row, int atLeast, int fresh)
    {
        Walk.Samples++;
        var history = Walk.Row(query.View, query.Tenant, row.Key);
        if (history.Mended is { } mended && answer.At >= mended.At)
            history = mended.History; // as long as it is a hole it lacks what it demands, or is degraded
        if (!history.TryFind(row.Value, out var from, out var until))
        {
            var owner = Walk.OwnerOf(query.View, query.Tenant, row.Key, row.Value);
            // Degraded, it may be the row's own, from what the log has lost.
            if (owner is not null && (answer.Met || !history.HadOnce(row.Value)))
                Walk.Report(
                    Invariant.Tenants,
                    $"{Describe(query)} of tenant '{query.Tenant}' was given row '{row.Key}' of tenant '{owner}'."
                );
            else if (answer.Met)
                Walk.Report(
                    Invariant.Fold,
                    $"{Describe(query)} was given row '{row.Key}' as {row.Value ?? "absent"}, which it never was."
                );
            return;
        }

        if (answer.Met && history.PoisonedAt <= atLeast)
            Walk.Report(Invariant.Holes, $"{Describe(query)} touched row '{row.Key}', a hole, and was not told.");
        else if (until <= atLeast)
            Walk.Report(
                Invariant.Writes,
                $"{Describe(query)} was given row '{row.Key}' as {row.Value ?? "absent"}, as it was before {MarkAt(until)}; {MarkAt(atLeast)} was demanded, or claimed as seen."
            );
        else if (until <= fresh)
            Walk.Report(
                Invariant.Staleness,
                $"{Describe(query)} was given row '{row.Key}' as it was before {MarkAt(until)}, and a bound of {answer.Staleness} µs: {MarkAt(fresh)} was acknowledged longer ago."
            );
        if (answer.Met && query.Session is { } session)
            GoOn(query, session, row, from, until);
    }

    private void GoOn(QueryInvoked query, string session, RowLine row, int from, int until)
    {
        var place = (session, query.View, query.Tenant, row.Key);
        var before = _sessions.TryGetValue(place, out var mark) ? Walk.DepthOf(mark) ?? 0 : 0;
        if (until <= before)
            Walk.Report(
                Invariant.Monotonic,
                $"{Describe(query)} in session '{session}' was given row '{row.Key}' as it was before {MarkAt(until)}; the session had seen {MarkAt(before)}."
            );
        else if (from > before)
            _sessions[place] = MarkAt(from);
    }

    private Mark MarkAt(int depth) => depth == 0 ? Mark.Start : Walk.Log[depth - 1].Event.Mark;

    private static string Describe(QueryInvoked query) => $"Query '{query.Op}' of '{query.View}'";
}
