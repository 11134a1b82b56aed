using System;

namespace CqrsKit.Writing;

/// <summary>
/// Marks a command handler that writes through a class of its own: it doesn't inject <see cref="IRepository{TState}"/> or
/// <see cref="IUnitOfWork"/> itself, but something that does. Such a handler runs inside a unit of work like any other.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UsesWriteSideAttribute : Attribute;
