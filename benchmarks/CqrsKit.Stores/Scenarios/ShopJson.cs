using System.Text.Json;
using System.Text.Json.Serialization;

namespace CqrsKit.Stores.Scenarios;

/// <summary>The shop's types for JSON without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ItemMoved))]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(ItemView))]
[JsonSerializable(typeof(long))]
internal sealed partial class ShopJson : JsonSerializerContext;
