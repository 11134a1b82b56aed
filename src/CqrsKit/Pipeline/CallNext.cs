using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>What follows a step that is bound to its instances.</summary>
internal readonly struct CallNext<TMessage, TResult>(Call<TMessage, TResult> call, TMessage message) : INext<TResult>
{
    public ValueTask<TResult> InvokeAsync(CancellationToken cancellationToken) => call(message, cancellationToken);
}
