using System;

namespace CqrsKit.Events;

/// <summary>One call of ConfigureEventDispatch; all are applied, in order.</summary>
internal sealed record EventDispatchSetting(Action<EventDispatchOptions> Configure);
