using CqrsKit.Events;

namespace CqrsKit.Torture.Worker.Bank;

[EventName("bank-deposited")]
internal sealed record Deposited(string Account, int Amount) : IEvent;

[EventName("bank-sent")]
internal sealed record Sent(string Account, int Amount) : IEvent;

[EventName("bank-received")]
internal sealed record Received(string Account, int Amount) : IEvent;

[EventName("bank-noted")]
internal sealed record Noted(string Account, string Text) : IEvent;

[EventName("bank-rewarded")]
internal sealed record Rewarded(string Account, string For) : IEvent;
