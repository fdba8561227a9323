-- The suite of text as its own module Tests has it, without the modules that inspect Core.
module Main (main) where

import Test.Tasty (defaultMain, testGroup)

import qualified Tests.Lift
import qualified Tests.Properties
import qualified Tests.Regressions

main :: IO ()
main = defaultMain (testGroup "All" [Tests.Lift.tests, Tests.Properties.tests, Tests.Regressions.tests])
