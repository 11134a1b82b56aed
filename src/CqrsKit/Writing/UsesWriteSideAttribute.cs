using System;

namespace CqrsKit.Writing;

/// <summary>
/// Marks a command handler that reaches the write side through something it injects, rather than injecting
/// <see cref="IRepository{TState}"/> or <see cref="IUnitOfWork"/> itself, so that it runs in a unit of work.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UsesWriteSideAttribute : Attribute;
