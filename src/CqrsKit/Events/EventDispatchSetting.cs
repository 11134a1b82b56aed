using System;

namespace CqrsKit.Events;

/// <summary>One call of ConfigureEventDispatch, for the events of a type; all that apply are applied, in order.</summary>
internal sealed record EventDispatchSetting(Type Event, Action<EventDispatchOptions> Configure);
