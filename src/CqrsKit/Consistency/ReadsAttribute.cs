using System;

namespace CqrsKit.Consistency;

/// <summary>
/// Declares a view that a query handler reads otherwise than through an injected <c>IReadStore</c> (the native
/// connection, say), so that the query's waits look at it too.
/// </summary>
/// <typeparam name="TView">The view.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ReadsAttribute<TView> : Attribute
    where TView : class;
