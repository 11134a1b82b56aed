using System;
using System.Globalization;
using System.Text;
using CqrsKit.Torture.Worker.Bank;

namespace CqrsKit.Torture.Worker;

/// <summary>
/// Draws from the seed and a name alone, so that whoever knows a command's key can send the same command again after
/// its first sender was killed.
/// </summary>
internal static class Draw
{
    private const int Accounts = 60;

    private static readonly string[] Tenants = ["north", "south"];

    public static Random Random(int seed, string name)
    {
        // FNV-1a, because string.GetHashCode differs from process to process.
        var hash = 2166136261u ^ (uint)seed;
        foreach (var letter in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ letter) * 16777619;
        return new Random((int)hash);
    }

    /// <summary>The tenant of a name: its commands, repeats and queries are all of the same one.</summary>
    public static string Tenant(int seed, string name) => Tenants[Random(seed, name + " tenant").Next(Tenants.Length)];

    public static object Command(Random random) =>
        random.Next(20) switch
        {
            < 9 => new Deposit(Account(random), random.Next(1, 10)),
            < 17 => new Transfer(Account(random), Account(random), random.Next(1, 10)),
            _ => Note(random),
        };

    public static string Account(Random random)
    {
        var number = random.Next(Accounts);
        return string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + number % 6)}{number}");
    }

    /// <summary>Few accounts ever get a note that no view can take, and those that do are parked for good.</summary>
    private static Note Note(Random random)
    {
        var account = Account(random);
        return new Note(
            account,
            account.StartsWith('f') && random.Next(8) == 0 ? "poison" : $"note {random.Next(100)}"
        );
    }
}
