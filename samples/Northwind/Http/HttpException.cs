using System;

namespace Northwind.Http;

/// <summary>A request that is not understood, and the status to say so with.</summary>
internal sealed class HttpException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
