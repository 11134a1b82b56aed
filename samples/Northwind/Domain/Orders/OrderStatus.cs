using System.Text.Json.Serialization;

namespace Northwind.Domain.Orders;

/// <summary>How far an order is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderStatus>))]
public enum OrderStatus
{
    /// <summary>Taken, and open to changes.</summary>
    [JsonStringEnumMemberName("placed")]
    Placed,

    /// <summary>On its way; it takes no more changes.</summary>
    [JsonStringEnumMemberName("shipped")]
    Shipped,

    /// <summary>Called off; it takes no more changes, and sales don't count it.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
