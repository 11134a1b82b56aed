using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using CqrsKit.Checker.Lines;
using CqrsKit.Events;

namespace CqrsKit.Torture.Histories;

/// <summary>
/// What the rows of the bank ought to be, written a second time, from the stored events alone: nothing of the worker and
/// nothing of CqrsKit's projections takes part.
/// </summary>
internal sealed class BankFold
{
    private readonly Dictionary<(string View, string Tenant, string Key), Row> _rows = [];

    /// <summary>The views that are stored, and so can be sampled.</summary>
    public static IReadOnlyList<string> Stored { get; } = ["balances", "totals", "notes", "poisoned", "ledger"];

    /// <summary>The rows that an event of the log touches, as they are after it.</summary>
    public IReadOnlyList<FoldLine> Take(RecordedEvent recorded)
    {
        using var json = JsonDocument.Parse(recorded.Data);
        var e = json.RootElement;
        var account = e.GetProperty("account").GetString()!;
        var tenant = recorded.Info.Stream.Tenant;
        switch (recorded.Info.Name)
        {
            case "bank-deposited":
                return Move(tenant, account, e.GetProperty("amount").GetInt32(), null);
            case "bank-sent":
                return Move(tenant, account, -e.GetProperty("amount").GetInt32(), "sent");
            case "bank-received":
                return Move(tenant, account, e.GetProperty("amount").GetInt32(), "received");
            case "bank-noted":
                var text = e.GetProperty("text").GetString()!;
                return
                [
                    Note("notes", tenant, account, text, row => $"{row.Count}"),
                    Note("poisoned", tenant, account, text, row => $"{row.Count}"),
                    Note("shared-notes", tenant, account, text, row => $"{text}/{row.Count}"),
                ];
            default:
                return [];
        }
    }

    /// <summary>The keys of a view that ever had a row, with their tenants.</summary>
    public IEnumerable<(string Tenant, string Key)> KeysOf(string view) =>
        _rows.Keys.Where(row => row.View == view).Select(row => (row.Tenant, row.Key));

    /// <summary>A stored row as the text by which it is compared.</summary>
    public static string TextOf(string view, JsonElement row) =>
        view switch
        {
            "balances" or "totals" => $"{row.GetProperty("amount").GetInt32()}/{row.GetProperty("changes").GetInt32()}",
            "notes" or "poisoned" => $"{row.GetProperty("count").GetInt32()}",
            _ => string.Join(",", row.GetProperty("amounts").EnumerateArray().Select(one => one.GetInt32())),
        };

    private List<FoldLine> Move(string tenant, string account, int by, string? ledger)
    {
        var folds = new List<FoldLine>
        {
            Sum("balances", tenant, account, by),
            Sum("totals", tenant, account[..1], by),
        };
        if (ledger is not null)
            folds.AddRange([Write(tenant, account, by), Write(tenant, ledger, by)]);
        return folds;
    }

    private FoldLine Sum(string view, string tenant, string key, int by)
    {
        var row = At(view, tenant, key);
        (row.Amount, row.Count) = (row.Amount + by, row.Count + 1);
        return new FoldLine(view, key, $"{row.Amount}/{row.Count}");
    }

    private FoldLine Write(string tenant, string key, int amount)
    {
        var row = At("ledger", tenant, key);
        if (row.Amounts.Count == 2)
            row.Amounts.Clear();
        else
            row.Amounts.Add(amount);
        return new FoldLine("ledger", key, row.Amounts.Count == 0 ? null : string.Join(",", row.Amounts));
    }

    private FoldLine Note(string view, string tenant, string key, string text, System.Func<Row, string> show)
    {
        var row = At(view, tenant, key);
        var isPoison = !row.IsParked && text == "poison";
        row.IsParked |= isPoison;
        if (!row.IsParked)
        {
            row.Count++;
            row.Text = show(row);
        }

        return new FoldLine(view, key, row.Text, isPoison);
    }

    private Row At(string view, string tenant, string key)
    {
        if (!_rows.TryGetValue((view, tenant, key), out var row))
            _rows.Add((view, tenant, key), row = new Row());
        return row;
    }

    private sealed class Row
    {
        public int Amount { get; set; }
        public int Count { get; set; }
        public string? Text { get; set; }
        public bool IsParked { get; set; }
        public List<int> Amounts { get; } = [];
    }
}
