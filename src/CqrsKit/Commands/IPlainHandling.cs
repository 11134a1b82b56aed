using System;
using CqrsKit.Dispatch;

namespace CqrsKit.Commands;

/// <summary>A handler without a result, whose own method can be called where nothing surrounds it.</summary>
internal interface IPlainHandling<TCommand>
{
    /// <summary>Binds to the handler of a scope.</summary>
    Call<TCommand> BindPlain(IServiceProvider scope);
}
