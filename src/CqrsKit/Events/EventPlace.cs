using CqrsKit.Dispatch;

namespace CqrsKit.Events;

/// <summary>A place in the order of in-process handlers: one that was added by itself, or all of a generated table.</summary>
internal sealed record EventPlace(HandlerRow? Row, HandlerTable? Table);
