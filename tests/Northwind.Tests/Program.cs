using System;
using System.Threading.Tasks;
using Northwind.Tests.Products;

namespace Northwind.Tests;

/// <summary>What this assembly does when it is started as a second process.</summary>
internal static class Program
{
    public static Task Main(string[] args) =>
        args switch
        {
            ["register", var db] => Registrar.RegisterAndDieAsync(db, connection: null),
            ["register", var db, var connection] => Registrar.RegisterAndDieAsync(db, connection),
            _ => throw new ArgumentException(string.Join(' ', args)),
        };
}
