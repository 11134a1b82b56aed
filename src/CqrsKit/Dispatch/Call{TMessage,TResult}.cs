using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Dispatch;

/// <summary>A message's whole path, bound to the instances that it runs through; for a plain handler, its own method.</summary>
public delegate ValueTask<TResult> Call<TMessage, TResult>(TMessage message, CancellationToken cancellationToken);
