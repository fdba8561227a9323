{-# LANGUAGE DeriveGeneric #-}
{-# LANGUAGE OverloadedStrings #-}
{-# LANGUAGE TemplateHaskell #-}
module Main (main) where

import Data.Aeson
import Data.Aeson.TH (deriveJSON)
import qualified Data.Aeson.KeyMap as K
import qualified Data.ByteString.Lazy.Char8 as L
import qualified Data.Map as M
import Data.Text (Text)
import qualified Data.Vector as V
import GHC.Generics (Generic)

data Person = Person {name :: Text, age :: Int, tags :: [Text], boss :: Maybe Person}
  deriving (Eq, Generic, Show)

instance FromJSON Person
instance ToJSON Person

data Shape = Circle {radius :: Double} | Square {side :: Double} | Nothing'
  deriving (Eq, Show)

deriveJSON defaultOptions {sumEncoding = TaggedObject "kind" "of"} ''Shape

main :: IO ()
main = do
  print (decode "{\"name\":\"Ada\",\"age\":36,\"tags\":[\"a\",\"\\u00e9\"],\"boss\":null}" :: Maybe Person)
  print (eitherDecode "{\"name\":\"Ada\",\"age\":\"36\"}" :: Either String Person)
  print (eitherDecode "[1, 2, " :: Either String [Int])
  print (eitherDecode "[1e3, -0.5, 123456789012345678901234567890]" :: Either String Value)
  let ada = Person "Ada" 36 ["x\"y", "\t"] (Just (Person "Charles" 44 [] Nothing))
  print (decode (encode ada) == Just ada)
  L.putStrLn (encode [Circle 1.5, Square 2, Nothing'])
  print (fmap (map radius . filter isCircle) (decode (encode [Circle 1.5, Square 2, Nothing'])))
  L.putStrLn (encode (M.fromList [("b", 2 :: Int), ("a", 1)] :: M.Map Text Int))
  L.putStrLn (encode (object ["pi" .= (3.14159 :: Double), "big" .= (2 ^ (70 :: Int) :: Integer), "list" .= [True, False]]))
  case decode "{\"b\":[1,{\"c\":null}],\"a\":true}" of
    Just (Object o) -> print (K.size o, K.lookup "a" o, K.lookup "b" o)
    other -> print other
  let large = Array (V.fromList [object ["i" .= i, "s" .= show i] | i <- [1 .. 20000 :: Int]])
  print (decode (encode large) == Just large, L.length (encode large))
 where
  isCircle (Circle _) = True
  isCircle _ = False
