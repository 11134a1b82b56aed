using System;
using System.Linq;
using CqrsKit.Dispatch.Tests.Suite;
using CqrsKit.Setup;
using DispatchSuite;

var mode = new Mode("native", kit => kit.AddHandlers<DispatchSuiteHandlers>(), KeepsBehaviorTables: true);
var all = Promises.All.Concat(NativeJson.All).ToArray();
var broken = 0;
foreach (var promise in all)
{
    try
    {
        await promise.Run(mode);
        Console.WriteLine($"holds: {promise}");
    }
    catch (Exception error)
    {
        broken++;
        Console.WriteLine($"broken: {promise}\n{error}");
    }
}

Console.WriteLine($"{all.Length - broken} promises held, {broken} broken");
return broken;
