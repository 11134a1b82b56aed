using System.Text.Json.Serialization;

namespace CqrsKit.Torture.Worker.Bank;

/// <summary>What is stored. It is generated, because a process that is about to be killed has no time to reflect.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Deposited))]
[JsonSerializable(typeof(Sent))]
[JsonSerializable(typeof(Received))]
[JsonSerializable(typeof(Noted))]
[JsonSerializable(typeof(Rewarded))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(Rewards))]
[JsonSerializable(typeof(Deposit))]
[JsonSerializable(typeof(Transfer))]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Reward))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(Balance))]
[JsonSerializable(typeof(Together))]
[JsonSerializable(typeof(NoteCount))]
[JsonSerializable(typeof(SharedNote))]
[JsonSerializable(typeof(PoisonedNote))]
[JsonSerializable(typeof(Ledger))]
internal sealed partial class BankJson : JsonSerializerContext;
