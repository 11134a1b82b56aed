using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Dispatch;

/// <summary>The same for a message without a result.</summary>
public delegate ValueTask Call<TMessage>(TMessage message, CancellationToken cancellationToken);
