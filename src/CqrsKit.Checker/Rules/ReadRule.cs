using System.Collections.Generic;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>Answers to queries: as new as their contract, their receipt and their session say, and open about holes.</summary>
internal sealed class ReadRule(Walk walk, AnswerRule answers) : Rule(walk)
{
    private readonly Dictionary<string, Asked> _asked = [];
    private readonly Dictionary<(string Session, string View, string Tenant, string Key), Mark> _sessions = [];
    private int _losses;
    private int _seen; // how much of the log somebody has seen

    public override void Passed(HistoryLine line)
    {
        if (line is TailLost or StoreRewound)
            (_losses, _seen) = (_losses + 1, 0);
        if (
            line is QueryInvoked query
            && !_asked.TryAdd(query.Op, new Asked(query, answers.Acknowledged, _seen, _losses))
        )
            Walk.Report(Invariant.Format, $"Operation '{query.Op}' is asked twice; give each call an id.");
        if (line is not QueryAnswered answer)
            return;
        if (!_asked.Remove(answer.Op, out var asked))
            Walk.Report(Invariant.Format, $"Operation '{answer.Op}' is answered without being asked, or twice.");
        // What is lost under an answer that is on its way is not the answer's fault.
        else if (answer.Status == AnswerStatus.Ok && asked.Losses == _losses)
            Check(answer, asked);
    }

    private void Check(QueryAnswered answer, Asked asked)
    {
        var query = asked.Query;
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
            demanded = int.Min(asked.Latest, Walk.Log.Count);
        }

        // Who looks at the log to meet a contract looks whether it holds what was seen, too.
        if (
            answer is { Met: true, Seen: { } claimed }
            && query is { Contract: ReadContract.Latest } or { Contract: ReadContract.Token, Token: not null }
            && Walk.DepthOf(claimed) is null
        )
            Walk.Report(
                Invariant.Writes,
                $"{Describe(query)} says that it met its contract, and that it had seen {claimed}, which the log does not hold."
            );

        var seen = answer.Seen is { } mark ? Walk.DepthOf(mark) ?? 0 : 0;
        if (answer.Met && seen < demanded && answer.Seen is not null && !query.Current)
            Walk.Report(
                Invariant.Writes,
                $"{Describe(query)} says that it met its contract, and that it had seen only {answer.Seen}; {MarkAt(demanded)} was demanded."
            );
        var fresh = answer.Staleness is { } bound ? answers.AcknowledgedUntil(answer.At - bound) : 0;
        foreach (var row in answer.Rows ?? [])
        {
            // What commands keep is no prefix of the log: it may lack what was not acknowledged by then, and nobody had seen.
            var atLeast = query.Current && demanded > 0 ? asked.Seen : demanded;
            Check(answer, query, row, int.Max(atLeast, seen), query.Current ? demanded : 0, fresh);
        }

        if (answer.Met)
            _seen = int.Max(_seen, seen);
    }

    private void Check(QueryAnswered answer, QueryInvoked query, RowLine row, int atLeast, int current, int fresh)
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
        else if (LacksAcknowledged(history, until, current, query) is { } lacked)
            Walk.Report(
                Invariant.Writes,
                $"{Describe(query)} was given row '{row.Key}' as {row.Value ?? "absent"}, without {MarkAt(lacked)}, which was acknowledged before."
            );
        else if (until <= fresh)
            Walk.Report(
                Invariant.Staleness,
                $"{Describe(query)} was given row '{row.Key}' as it was before {MarkAt(until)}, and a bound of {answer.Staleness} µs: {MarkAt(fresh)} was acknowledged longer ago."
            );
        if (answer.Met && query.Session is { } session)
            GoOn(query, session, row, from, until);
    }

    private int? LacksAcknowledged(RowHistory row, int from, int through, QueryInvoked query)
    {
        foreach (var depth in row.DepthsFrom(from))
        {
            if (depth <= through && answers.IsAcknowledged(Walk.Log[depth - 1].Unit, query.At))
                return depth;
        }

        return null;
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

    /// <param name="Query">What was asked.</param>
    /// <param name="Latest">How much of the log was acknowledged by then.</param>
    /// <param name="Seen">How much of it somebody had seen by then.</param>
    /// <param name="Losses">How often something had been lost by then.</param>
    private readonly record struct Asked(QueryInvoked Query, int Latest, int Seen, int Losses);

    private static string Describe(QueryInvoked query) => $"Query '{query.Op}' of '{query.View}'";
}
