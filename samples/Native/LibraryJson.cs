using System.Text.Json.Serialization;

namespace Native;

/// <summary>What is stored: the events, the state of a book, and the views.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BookAdded))]
[JsonSerializable(typeof(BookLent))]
[JsonSerializable(typeof(Book))]
[JsonSerializable(typeof(Shelf))]
[JsonSerializable(typeof(Reader))]
internal sealed partial class LibraryJson : JsonSerializerContext;
